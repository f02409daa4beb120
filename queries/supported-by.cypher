// title: 某主体支撑什么 | What an actor supports
// description: 该主体建设、牵头、参与或投资的平台、园区、计划等 | What an actor builds, leads, underpins, joins or invests in
// param actor: entity required — 主体名称 | an actor's name
// param type: type — 实体类型 | a type of entity
// param limit: integer(1..1000) = 50 — 最多行数 | greatest number of rows
// returns: id, name, type, commitment, confidence, evidence
// example: actor=上海大学
MATCH (a:Entity {id: $actor})-[e:SUPPORTS]->(n:Entity)
WHERE $type IS NULL OR $type IN labels(n)
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
