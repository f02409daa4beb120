// title: 共同的相邻实体 | Common neighbours
// description: 与两个实体都相连的实体,两侧各附原文 | Entities tied to both, with the evidence of either side
// param first: entity required — 第一个实体 | the first entity
// param second: entity required — 第二个实体 | the second entity
// param limit: integer(1..1000) = 50 — 最多行数 | greatest number of rows
// returns: id, name, type, first_edge, second_edge, first_evidence, second_evidence
// example: first=复旦大学 second=上海大学
MATCH (a:Entity {id: $first})-[e:HOSTS|PARTNERS|SUPPORTS|TARGETS|PART_OF|REFERENCES]-(n:Entity)
WHERE n.id <> $second
MATCH (b:Entity {id: $second})-[f:HOSTS|PARTNERS|SUPPORTS|TARGETS|PART_OF|REFERENCES]-(n)
WITH n, e, f ORDER BY n.name, n.id, type(e), type(f) LIMIT $limit
UNWIND range(0, size(e.passages) - 1) AS i
MATCH (s:Passage {id: e.passages[i]})
OPTIONAL MATCH (c:Section {id: s.section})
WITH n, f, e, s, c, i ORDER BY i
WITH n, f, e, collect({plan: s.plan, section: c.title, passage: s.id, start: e.starts[i], end: e.ends[i],
    text: CASE WHEN s.text = '' THEN null ELSE s.text END}) AS evidence
WITH n, e, f, evidence AS first_evidence
UNWIND range(0, size(f.passages) - 1) AS i
MATCH (s:Passage {id: f.passages[i]})
OPTIONAL MATCH (c:Section {id: s.section})
WITH n, e, first_evidence, f, s, c, i ORDER BY i
WITH n, e, first_evidence, f, collect({plan: s.plan, section: c.title, passage: s.id, start: f.starts[i], end: f.ends[i],
    text: CASE WHEN s.text = '' THEN null ELSE s.text END}) AS evidence
RETURN n.id AS id, n.name AS name, head([l IN labels(n) WHERE NOT l IN ['Entity', 'Actor']]) AS type,
       type(e) AS first_edge, type(f) AS second_edge,
       first_evidence, evidence AS second_evidence
ORDER BY name, id, first_edge, second_edge LIMIT $limit
