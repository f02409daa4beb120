// title: 谁在建设或支撑它 | Who supports it
// description: 建设、牵头、依托、参与或投资该平台、园区、计划等的主体 | Those who build, lead, underpin, join or invest in a platform, park, programme and the like
// param entity: entity required — 实体名称 | an entity's name
// param limit: integer(1..1000) = 50 — 最多行数 | greatest number of rows
// returns: id, name, type, commitment, confidence, evidence
// example: entity=宝山区超导产业功能型平台
MATCH (n:Entity)-[e:SUPPORTS]->(a:Entity {id: $entity})
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
