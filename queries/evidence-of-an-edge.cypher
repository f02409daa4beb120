// title: 一条关系的出处 | Evidence of an edge
// description: 两个实体之间各关系的全部出处:规划、章节、位置、规则、可信度 | All evidence of the ties between two entities: plan, section, place, rule, confidence
// param head: entity required — 一端 | one end
// param tail: entity required — 另一端 | the other end
// param edge: edge — 关系类型 | a type of tie
// param limit: integer(1..1000) = 50 — 最多行数 | greatest number of rows
// returns: edge, head, tail, commitment, rule, confidence, plan, section, passage, start, end, text
// example: head=石墨烯研发与转化功能型平台 tail=上海大学
MATCH (a:Entity {id: $head})-[e:HOSTS|PARTNERS|SUPPORTS|TARGETS|PART_OF|REFERENCES]-(b:Entity {id: $tail})
WHERE $edge IS NULL OR type(e) = $edge
UNWIND range(0, size(e.passages) - 1) AS i
MATCH (s:Passage {id: e.passages[i]})
OPTIONAL MATCH (c:Section {id: s.section})
RETURN type(e) AS edge, startNode(e).name AS head, endNode(e).name AS tail, e.commitments[i] AS commitment, e.rules[i] AS rule,
       e.confidences[i] AS confidence, s.plan AS plan, c.title AS section, s.id AS passage, e.starts[i] AS start, e.ends[i] AS end,
       CASE WHEN s.text = '' THEN null ELSE s.text END AS text
ORDER BY edge, plan, start, end LIMIT $limit
