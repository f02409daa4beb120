// title: 同在一处的主体 | Co-located actors
// description: 与该主体由同一区域、园区或机构承载的其他主体 | Other actors that the same region, park or organisation hosts
// param actor: entity required — 主体名称 | an actor's name
// param type: type — 实体类型 | a type of entity
// param limit: integer(1..1000) = 50 — 最多行数 | greatest number of rows
// returns: id, name, type, host, commitment, evidence
// example: actor=石墨烯研发与转化功能型平台 type=Platform
MATCH (a:Entity {id: $actor})<-[:HOSTS]-(h:Entity)-[e:HOSTS]->(n:Entity)
WHERE n.id <> $actor AND ($type IS NULL OR $type IN labels(n))
WITH n, h, e ORDER BY h.name, n.name, n.id LIMIT $limit
UNWIND range(0, size(e.passages) - 1) AS i
MATCH (s:Passage {id: e.passages[i]})
OPTIONAL MATCH (c:Section {id: s.section})
WITH n, h, e, s, c, i ORDER BY i
WITH n, h, e, collect({plan: s.plan, section: c.title, passage: s.id, start: e.starts[i], end: e.ends[i],
    text: CASE WHEN s.text = '' THEN null ELSE s.text END}) AS evidence
RETURN n.id AS id, n.name AS name, head([l IN labels(n) WHERE NOT l IN ['Entity', 'Actor']]) AS type,
       h.name AS host, e.commitment AS commitment, evidence
ORDER BY host, name, id LIMIT $limit
