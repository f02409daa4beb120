// title: 谁与谁合作 | Who partners with whom
// description: 两类主体之间的合作,可限于一个区域 | Partnerships between two types of actors, in one region if wanted
// param first_type: type — 一方类型 | the type of one side
// param second_type: type — 另一方类型 | the type of the other side
// param region: entity(Region) — 只看该区域 | this region only
// param limit: integer(1..1000) = 50 — 最多行数 | greatest number of rows
// returns: first_id, first, second_id, second, commitment, confidence, evidence
// example: first_type=University second_type=Platform
OPTIONAL MATCH (r:Entity {id: $region})
OPTIONAL MATCH (q:Plan) WHERE q.region = r.name OR q.region IN r.aliases
WITH r, collect(q.id) AS own
MATCH (a:Entity)-[e:PARTNERS]-(b:Entity)
WHERE ($first_type IS NULL OR $first_type IN labels(a)) AND ($second_type IS NULL OR $second_type IN labels(b))
  AND (NOT ($first_type IS NULL AND $second_type IS NULL OR $first_type = $second_type) OR a.id < b.id)
  AND (($region IS NULL OR a.id = $region OR (r)-[:HOSTS]->(a) OR (a)-[:PART_OF]->(r)
    OR any(x IN e.plans WHERE x IN own)) OR b.id = $region OR (r)-[:HOSTS]->(b) OR (b)-[:PART_OF]->(r))
WITH a, e, b ORDER BY a.name, a.id, b.name, b.id LIMIT $limit
UNWIND range(0, size(e.passages) - 1) AS i
MATCH (s:Passage {id: e.passages[i]})
OPTIONAL MATCH (c:Section {id: s.section})
WITH a, b, e, s, c, i ORDER BY i
WITH a, b, e, collect({plan: s.plan, section: c.title, passage: s.id, start: e.starts[i], end: e.ends[i],
    text: CASE WHEN s.text = '' THEN null ELSE s.text END}) AS evidence
RETURN a.id AS first_id, a.name AS first, b.id AS second_id, b.name AS second, e.commitment AS commitment,
       e.confidence AS confidence, evidence
ORDER BY first, first_id, second, second_id LIMIT $limit
