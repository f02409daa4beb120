// title: 若干步内的邻域 | Neighbourhood
// description: 该实体若干步内的实体,各附最近一步的关系与原文 | Entities within so many steps, each with the tie of its last step
// param entity: entity required — 实体名称 | an entity's name
// param steps: integer(1..3) = 2 — 步数 | number of steps
// param edge: edge — 关系类型 | a type of tie
// param limit: integer(1..1000) = 100 — 最多行数 | greatest number of rows
// returns: distance, id, name, type, through, edge, commitment, evidence
// example: entity=石墨烯研发与转化功能型平台 steps=2 edge=PARTNERS
MATCH (a:Entity {id: $entity})
OPTIONAL MATCH (a)-[x:HOSTS|PARTNERS|SUPPORTS|TARGETS|PART_OF|REFERENCES]-(b:Entity)
WHERE $edge IS NULL OR type(x) = $edge
WITH a, x, b ORDER BY type(x), x.confidence DESC
WITH a, b, head(collect(x)) AS x
WITH a, collect({node: b, tie: x, from: a.name, distance: 1}) AS one, [a.id] + collect(b.id) AS known
UNWIND one AS step
WITH known, one, step.node AS m
OPTIONAL MATCH (m)-[x:HOSTS|PARTNERS|SUPPORTS|TARGETS|PART_OF|REFERENCES]-(b:Entity)
WHERE $steps >= 2 AND NOT b.id IN known AND ($edge IS NULL OR type(x) = $edge)
WITH known, one, b, x, m ORDER BY m.name, m.id, type(x)
WITH known, one, b, head(collect({node: b, tie: x, from: m.name, distance: 2})) AS step
WITH known, one, collect(CASE WHEN b IS NULL THEN null ELSE step END) AS two, collect(b.id) AS more
UNWIND CASE WHEN size(two) = 0 THEN [null] ELSE two END AS step
WITH known + more AS known, one + two AS near, step.node AS m
OPTIONAL MATCH (m)-[x:HOSTS|PARTNERS|SUPPORTS|TARGETS|PART_OF|REFERENCES]-(b:Entity)
WHERE $steps >= 3 AND NOT b.id IN known AND ($edge IS NULL OR type(x) = $edge)
WITH near, b, x, m ORDER BY m.name, m.id, type(x)
WITH near, b, head(collect({node: b, tie: x, from: m.name, distance: 3})) AS step
WITH near, collect(CASE WHEN b IS NULL THEN null ELSE step END) AS far
UNWIND near + far AS step
WITH step.node AS n, step.tie AS e, step.from AS through, step.distance AS distance
WHERE n IS NOT NULL
WITH n, e, through, distance ORDER BY distance, n.name, n.id LIMIT $limit
UNWIND range(0, size(e.passages) - 1) AS i
MATCH (s:Passage {id: e.passages[i]})
OPTIONAL MATCH (c:Section {id: s.section})
WITH n, through, distance, e, s, c, i ORDER BY i
WITH n, through, distance, e, collect({plan: s.plan, section: c.title, passage: s.id, start: e.starts[i], end: e.ends[i],
    text: CASE WHEN s.text = '' THEN null ELSE s.text END}) AS evidence
RETURN distance, n.id AS id, n.name AS name, head([l IN labels(n) WHERE NOT l IN ['Entity', 'Actor']]) AS type,
       through, type(e) AS edge, e.commitment AS commitment, evidence
ORDER BY distance, name, id LIMIT $limit
