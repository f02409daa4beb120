// title: 某主体的合作方 | Partners of an actor
// description: 与该主体合作、共建、签约的各方,可限于一个类型或区域 | Those who cooperate with an actor, of one type or in one region if wanted
// param actor: entity required — 主体名称 | an actor's name
// param type: type — 实体类型 | a type of entity
// param region: entity(Region) — 只看该区域 | this region only
// param limit: integer(1..1000) = 50 — 最多行数 | greatest number of rows
// returns: id, name, type, commitment, confidence, evidence
// example: actor='Fudan University' region=宝山区
OPTIONAL MATCH (r:Entity {id: $region})
OPTIONAL MATCH (q:Plan) WHERE q.region = r.name OR q.region IN r.aliases
WITH r, collect(q.id) AS own
MATCH (a:Entity {id: $actor})-[e:PARTNERS]-(n:Entity)
WHERE ($type IS NULL OR $type IN labels(n))
  AND ($region IS NULL OR n.id = $region OR (r)-[:HOSTS]->(n) OR (n)-[:PART_OF]->(r)
    OR any(x IN e.plans WHERE x IN own))
WITH n, e ORDER BY n.name, n.id LIMIT $limit
UNWIND range(0, size(e.passages) - 1) AS i
MATCH (s:Passage {id: e.passages[i]})
OPTIONAL MATCH (c:Section {id: s.section})
WITH n, e, s, c, i ORDER BY i
WITH n, e, collect({plan: s.plan, section: c.title, passage: s.id, start: e.starts[i], end: e.ends[i],
    text: CASE WHEN s.text = '' THEN null ELSE s.text END}) AS evidence
RETURN n.id AS id, n.name AS name, head([l IN labels(n) WHERE NOT l IN ['Entity', 'Actor']]) AS type,
       e.commitment AS commitment, e.confidence AS confidence, evidence
ORDER BY name, id LIMIT $limit
