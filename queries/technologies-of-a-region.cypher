// title: 某区域的技术方向 | Technologies of a region
// description: 区域自身及其承载主体聚焦的技术,按聚焦者数量排序 | The technologies that a region or the actors it hosts target, those with most heads first
// param region: entity(Region) required — 区域名称 | a region's name
// param limit: integer(1..1000) = 50 — 最多行数 | greatest number of rows
// returns: id, technology, heads, head_names, by_region, evidence
// example: region=静安区
MATCH (r:Entity {id: $region})
OPTIONAL MATCH (r)-[:HOSTS]->(h:Entity)
WITH r, collect(h) + [r] AS heads
UNWIND heads AS n
MATCH (n)-[e:TARGETS]->(t:Technology)
WITH r, t, n, e ORDER BY n.name, n.id
WITH r, t, collect(n.name) AS names, collect(e) AS ties, max(CASE WHEN n.id = r.id THEN 1 ELSE 0 END) AS direct
WITH t, names, ties, direct ORDER BY size(names) DESC, t.name, t.id LIMIT $limit
UNWIND ties AS e
UNWIND range(0, size(e.passages) - 1) AS i
MATCH (s:Passage {id: e.passages[i]})
OPTIONAL MATCH (c:Section {id: s.section})
WITH t, names, direct, e, s, c, i ORDER BY i
WITH t, names, direct, e, collect({plan: s.plan, section: c.title, passage: s.id, start: e.starts[i], end: e.ends[i],
    text: CASE WHEN s.text = '' THEN null ELSE s.text END}) AS evidence
UNWIND evidence AS one
RETURN t.id AS id, t.name AS technology, size(names) AS heads, names AS head_names, direct = 1 AS by_region, collect(one) AS evidence
ORDER BY heads DESC, technology, id LIMIT $limit
