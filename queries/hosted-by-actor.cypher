// title: 机构承载的主体 | What an actor hosts
// description: 设在该园区、高校、企业、医院或院所的平台与机构 | What is located in or held by a park, university, firm, hospital or institute
// param actor: entity required — 主体名称 | an actor's name
// param type: type — 实体类型 | a type of entity
// param limit: integer(1..1000) = 100 — 最多行数 | greatest number of rows
// returns: id, name, type, commitment, confidence, evidence
// example: actor=上海大学
MATCH (g:Entity {id: $actor})-[e:HOSTS]->(n:Entity)
WHERE $type IS NULL OR $type IN labels(n)
WITH n, e, head([l IN labels(n) WHERE NOT l IN ['Entity', 'Actor']]) AS type ORDER BY type, n.name, n.id LIMIT $limit
UNWIND range(0, size(e.passages) - 1) AS i
MATCH (s:Passage {id: e.passages[i]})
OPTIONAL MATCH (c:Section {id: s.section})
WITH n, type, e, s, c, i ORDER BY i
WITH n, type, e, collect({plan: s.plan, section: c.title, passage: s.id, start: e.starts[i], end: e.ends[i],
    text: CASE WHEN s.text = '' THEN null ELSE s.text END}) AS evidence
RETURN n.id AS id, n.name AS name, type, e.commitment AS commitment, e.confidence AS confidence, evidence
ORDER BY type, name, id LIMIT $limit
