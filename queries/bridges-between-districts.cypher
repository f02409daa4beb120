// title: 连接两个区域的主体 | Bridges between districts
// description: 与两个区域(或其承载的主体)都有关系的主体,两侧各附原文 | Actors with ties to both regions or to what they host, with the evidence of either side
// param first: entity(Region) required — 第一个区域 | the first region
// param second: entity(Region) required — 第二个区域 | the second region
// param limit: integer(1..1000) = 50 — 最多行数 | greatest number of rows
// returns: id, name, type, first_tie, second_tie, first_evidence, second_evidence
// example: first=宝山区 second=闵行区
MATCH (u:Entity {id: $first}), (v:Entity {id: $second})
OPTIONAL MATCH (u)-[:HOSTS]->(h:Entity)
WITH u, v, collect(h) + [u] AS near
OPTIONAL MATCH (v)-[:HOSTS]->(h:Entity)
WITH u, v, near, collect(h) + [v] AS far
UNWIND near AS a
MATCH (a)-[e:PARTNERS|SUPPORTS|HOSTS]-(n:Actor)
WITH far, n, a, e ORDER BY n.id, a.name, a.id, type(e)
WITH far, n, head(collect({end: a.name, tie: e})) AS one
WITH far, collect(n.id) AS ids, collect({id: n.id, one: one}) AS left
UNWIND far AS b
MATCH (b)-[f:PARTNERS|SUPPORTS|HOSTS]-(n:Actor)
WHERE n.id IN ids
WITH left, n, b, f ORDER BY n.id, b.name, b.id, type(f)
WITH left, n, head(collect({end: b.name, tie: f})) AS other
WITH n, other, head([each IN left WHERE each.id = n.id | each.one]) AS one
WITH n, one.tie AS e, one.end AS near, other.tie AS f, other.end AS far
ORDER BY n.name, n.id LIMIT $limit
UNWIND range(0, size(e.passages) - 1) AS i
MATCH (s:Passage {id: e.passages[i]})
OPTIONAL MATCH (c:Section {id: s.section})
WITH n, near, f, far, e, s, c, i ORDER BY i
WITH n, near, f, far, e, collect({plan: s.plan, section: c.title, passage: s.id, start: e.starts[i], end: e.ends[i],
    text: CASE WHEN s.text = '' THEN null ELSE s.text END}) AS evidence
WITH n, e, near, f, far, evidence AS first_evidence
UNWIND range(0, size(f.passages) - 1) AS i
MATCH (s:Passage {id: f.passages[i]})
OPTIONAL MATCH (c:Section {id: s.section})
WITH n, e, near, far, first_evidence, f, s, c, i ORDER BY i
WITH n, e, near, far, first_evidence, f, collect({plan: s.plan, section: c.title, passage: s.id, start: f.starts[i], end: f.ends[i],
    text: CASE WHEN s.text = '' THEN null ELSE s.text END}) AS evidence
RETURN n.id AS id, n.name AS name, head([l IN labels(n) WHERE NOT l IN ['Entity', 'Actor']]) AS type,
       {edge: type(e), name: near} AS first_tie,
       {edge: type(f), name: far} AS second_tie, first_evidence, evidence AS second_evidence
ORDER BY name, id LIMIT $limit
