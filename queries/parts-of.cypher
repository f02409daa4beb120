// title: 组成部分 | Parts of an entity
// description: 该区域、园区、联盟等的组成部分、成员与分支 | The components, members and branches of a region, park, alliance and the like
// param entity: entity required — 实体名称 | an entity's name
// param limit: integer(1..1000) = 50 — 最多行数 | greatest number of rows
// returns: id, name, type, commitment, confidence, evidence
// example: entity=宝山区
MATCH (n:Entity)-[e:PART_OF]->(a:Entity {id: $entity})
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
