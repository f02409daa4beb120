// title: 区域承载的主体 | What a region hosts
// description: 设在该区域或属于该区域的主体,可限于一个类型或落实程度 | What is located in a region or held by it, of one type or as firm as wanted
// param region: entity(Region) required — 区域名称 | a region's name
// param type: type — 实体类型 | a type of entity
// param commitment: choice(built, under_way, supported, envisaged) — 落实程度 | how firm
// param limit: integer(1..1000) = 100 — 最多行数 | greatest number of rows
// returns: id, name, type, commitment, confidence, evidence
// example: region=宝山区 type=Platform
MATCH (g:Entity {id: $region})-[e:HOSTS]->(n:Entity)
WHERE ($type IS NULL OR $type IN labels(n)) AND ($commitment IS NULL OR e.commitment = $commitment)
WITH n, e, head([l IN labels(n) WHERE NOT l IN ['Entity', 'Actor']]) AS type ORDER BY type, n.name, n.id LIMIT $limit
UNWIND range(0, size(e.passages) - 1) AS i
MATCH (s:Passage {id: e.passages[i]})
OPTIONAL MATCH (c:Section {id: s.section})
WITH n, type, e, s, c, i ORDER BY i
WITH n, type, e, collect({plan: s.plan, section: c.title, passage: s.id, start: e.starts[i], end: e.ends[i],
    text: CASE WHEN s.text = '' THEN null ELSE s.text END}) AS evidence
RETURN n.id AS id, n.name AS name, type, e.commitment AS commitment, e.confidence AS confidence, evidence
ORDER BY type, name, id LIMIT $limit
