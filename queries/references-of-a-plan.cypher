// title: 规划依据的文件 | What a plan references
// description: 规划写明依据、衔接或落实的文件 | The documents that a plan is based on, aligned with or carries out
// param plan: plan required — 规划(编号、标题或区域) | a plan by id, title or region
// param limit: integer(1..1000) = 50 — 最多行数 | greatest number of rows
// returns: id, policy, confidence, evidence
// example: plan=baoshan-14fyp
MATCH (:Policy)-[e:REFERENCES]->(n:Policy)
WHERE $plan IN e.plans
WITH n, e ORDER BY n.name, n.id LIMIT $limit
UNWIND range(0, size(e.passages) - 1) AS i
MATCH (s:Passage {id: e.passages[i]})
OPTIONAL MATCH (c:Section {id: s.section})
WITH n, e, s, c, i ORDER BY i
WITH n, e, collect({plan: s.plan, section: c.title, passage: s.id, start: e.starts[i], end: e.ends[i],
    text: CASE WHEN s.text = '' THEN null ELSE s.text END}) AS evidence
RETURN n.id AS id, n.name AS policy, e.confidence AS confidence, evidence
ORDER BY policy, id LIMIT $limit
