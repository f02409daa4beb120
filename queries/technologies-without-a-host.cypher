// title: 尚无承载主体的技术 | Technologies without a host
// description: 区域列为方向、但没有任何主体聚焦的技术 | Technologies that a region targets and no actor does
// param region: entity(Region) — 只看该区域 | this region only
// param limit: integer(1..1000) = 50 — 最多行数 | greatest number of rows
// returns: region, id, technology, commitment, confidence, evidence
// example: region=静安区
MATCH (g:Region)-[e:TARGETS]->(t:Technology)
WHERE ($region IS NULL OR g.id = $region) AND NOT (t)<-[:TARGETS]-(:Actor)
WITH g, t, e ORDER BY g.name, g.id, t.name, t.id LIMIT $limit
UNWIND range(0, size(e.passages) - 1) AS i
MATCH (s:Passage {id: e.passages[i]})
OPTIONAL MATCH (c:Section {id: s.section})
WITH g, t, e, s, c, i ORDER BY i
WITH g, t, e, collect({plan: s.plan, section: c.title, passage: s.id, start: e.starts[i], end: e.ends[i],
    text: CASE WHEN s.text = '' THEN null ELSE s.text END}) AS evidence
RETURN g.name AS region, t.id AS id, t.name AS technology, e.commitment AS commitment, e.confidence AS confidence, evidence
ORDER BY region, technology, id LIMIT $limit
