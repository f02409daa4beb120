// title: 已建与拟建的关系 | Built and envisaged ties
// description: 按落实程度(已建、在建、支持、设想)列出关系,可限于一份规划或一种关系 | Ties by how firm they are (built, under way, supported, envisaged), of one plan or type if wanted
// param commitment: choice(built, under_way, supported, envisaged) required — 落实程度 | how firm
// param edge: edge — 关系类型 | a type of tie
// param type: type — 受动方的类型 | the type of the tail
// param plan: plan — 只看该规划 | this plan only
// param limit: integer(1..1000) = 50 — 最多行数 | greatest number of rows
// returns: edge, head_id, head, tail_id, tail, confidence, evidence
// example: commitment=envisaged
MATCH (a:Entity)-[e:HOSTS|PARTNERS|SUPPORTS|TARGETS|PART_OF|REFERENCES]->(b:Entity)
WHERE e.commitment = $commitment AND ($edge IS NULL OR type(e) = $edge) AND ($type IS NULL OR $type IN labels(b))
  AND ($plan IS NULL OR $plan IN e.plans)
WITH a, e, b ORDER BY type(e), a.name, a.id, b.name, b.id LIMIT $limit
UNWIND range(0, size(e.passages) - 1) AS i
MATCH (s:Passage {id: e.passages[i]})
OPTIONAL MATCH (c:Section {id: s.section})
WITH a, b, e, s, c, i ORDER BY i
WITH a, b, e, collect({plan: s.plan, section: c.title, passage: s.id, start: e.starts[i], end: e.ends[i],
    text: CASE WHEN s.text = '' THEN null ELSE s.text END}) AS evidence
RETURN type(e) AS edge, a.id AS head_id, a.name AS head, b.id AS tail_id, b.name AS tail, e.confidence AS confidence, evidence
ORDER BY edge, head, head_id, tail, tail_id LIMIT $limit
