// title: 可信度低的关系 | Uncertain ties
// description: 可信度不高于某值的关系,供人复核 | Ties of at most this confidence, for a person to check
// param percent: integer(0..100) = 70 — 可信度上限(百分比) | greatest confidence, in percent
// param plan: plan — 只看该规划 | this plan only
// param limit: integer(1..1000) = 50 — 最多行数 | greatest number of rows
// returns: confidence, edge, head_id, head, tail_id, tail, rule, evidence
// example: percent=100 limit=20
MATCH (a:Entity)-[e:HOSTS|PARTNERS|SUPPORTS|TARGETS|PART_OF|REFERENCES]->(b:Entity)
WHERE e.confidence * 100 <= $percent AND ($plan IS NULL OR $plan IN e.plans)
WITH a, e, b ORDER BY e.confidence, type(e), a.name, a.id, b.name, b.id LIMIT $limit
UNWIND range(0, size(e.passages) - 1) AS i
MATCH (s:Passage {id: e.passages[i]})
OPTIONAL MATCH (c:Section {id: s.section})
WITH a, b, e, s, c, i ORDER BY i
WITH a, b, e, collect({plan: s.plan, section: c.title, passage: s.id, start: e.starts[i], end: e.ends[i],
    text: CASE WHEN s.text = '' THEN null ELSE s.text END}) AS evidence
RETURN e.confidence AS confidence, type(e) AS edge, a.id AS head_id, a.name AS head, b.id AS tail_id, b.name AS tail,
       e.rule AS rule, evidence
ORDER BY confidence, edge, head, head_id, tail, tail_id LIMIT $limit
