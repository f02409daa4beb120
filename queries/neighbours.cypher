// title: 相邻实体 | Neighbours
// description: 与该实体直接相连的实体或任务,可限于一种关系或类型 | Entities and tasks tied to this one, by one type of tie or neighbour if wanted
// param entity: entity required — 实体名称 | an entity's name
// param edge: edge — 关系类型 | a type of tie
// param type: type — 实体类型 | a type of entity
// param limit: integer(1..1000) = 100 — 最多行数 | greatest number of rows
// returns: direction, edge, id, name, type, commitment, confidence, evidence
// example: entity=上海大学
MATCH (a:Entity {id: $entity})-[e:HOSTS|PARTNERS|SUPPORTS|TARGETS|PART_OF|REFERENCES|RESPONSIBLE_FOR]-(b)
WHERE ($edge IS NULL OR type(e) = $edge) AND ($type IS NULL OR $type IN labels(b))
WITH a, e, b, type(e) AS edge, coalesce(b.name, b.title) AS called, startNode(e).id = $entity AS outward
ORDER BY edge, called, b.id LIMIT $limit
UNWIND range(0, size(e.passages) - 1) AS i
MATCH (s:Passage {id: e.passages[i]})
OPTIONAL MATCH (c:Section {id: s.section})
WITH a, b, edge, called, outward, e, s, c, i ORDER BY i
WITH a, b, edge, called, outward, e, collect({plan: s.plan, section: c.title, passage: s.id, start: e.starts[i], end: e.ends[i],
    text: CASE WHEN s.text = '' THEN null ELSE s.text END}) AS evidence
RETURN CASE WHEN edge = 'PARTNERS' THEN 'both' WHEN outward THEN 'out' ELSE 'in' END AS direction, edge, b.id AS id, called AS name,
       head([l IN labels(b) WHERE NOT l IN ['Entity', 'Actor']]) AS type,
       e.commitment AS commitment, e.confidence AS confidence, evidence
ORDER BY edge, name, id LIMIT $limit
