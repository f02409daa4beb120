// title: 某主体设在何处 | Where an actor is
// description: 承载该主体的区域、园区或机构 | The regions, parks and organisations that host an actor
// param actor: entity required — 主体名称 | an actor's name
// param limit: integer(1..1000) = 50 — 最多行数 | greatest number of rows
// returns: id, name, type, edge, commitment, confidence, evidence
// example: actor=环上大科技园
MATCH (a:Entity {id: $actor})-[e:HOSTS|PART_OF]-(n:Entity)
WHERE (type(e) = 'HOSTS' AND startNode(e).id = n.id) OR (type(e) = 'PART_OF' AND endNode(e).id = n.id)
WITH n, e ORDER BY type(e), n.name, n.id LIMIT $limit
UNWIND range(0, size(e.passages) - 1) AS i
MATCH (s:Passage {id: e.passages[i]})
OPTIONAL MATCH (c:Section {id: s.section})
WITH n, e, s, c, i ORDER BY i
WITH n, e, collect({plan: s.plan, section: c.title, passage: s.id, start: e.starts[i], end: e.ends[i],
    text: CASE WHEN s.text = '' THEN null ELSE s.text END}) AS evidence
RETURN n.id AS id, n.name AS name, head([l IN labels(n) WHERE NOT l IN ['Entity', 'Actor']]) AS type,
       type(e) AS edge, e.commitment AS commitment, e.confidence AS confidence,
       evidence
ORDER BY edge, name, id LIMIT $limit
