// title: 某区域的基金 | Funds of a region
// description: 区域承载、实施、参与或受其支持的基金 | Funds that a region hosts, carries out, joins or is supported by
// param region: entity(Region) required — 区域名称 | a region's name
// param limit: integer(1..1000) = 50 — 最多行数 | greatest number of rows
// returns: id, name, edge, commitment, confidence, evidence
// example: region=宝山区
MATCH (g:Entity {id: $region})-[e:HOSTS|SUPPORTS|PARTNERS]-(n:Fund)
WITH n, e ORDER BY n.name, n.id, type(e) LIMIT $limit
UNWIND range(0, size(e.passages) - 1) AS i
MATCH (s:Passage {id: e.passages[i]})
OPTIONAL MATCH (c:Section {id: s.section})
WITH n, e, s, c, i ORDER BY i
WITH n, e, collect({plan: s.plan, section: c.title, passage: s.id, start: e.starts[i], end: e.ends[i],
    text: CASE WHEN s.text = '' THEN null ELSE s.text END}) AS evidence
RETURN n.id AS id, n.name AS name, type(e) AS edge, e.commitment AS commitment, e.confidence AS confidence, evidence
ORDER BY name, id, edge LIMIT $limit
