// title: 某区域规划提及的政策 | Policies of a region
// description: 区域的规划所提及的政策文件,附是否写明依据 | Policy documents that a region's plans name, and whether they are said to be a basis
// param region: entity(Region) required — 区域名称 | a region's name
// param limit: integer(1..1000) = 50 — 最多行数 | greatest number of rows
// returns: id, name, mentions, referenced, evidence
// example: region=松江区
MATCH (g:Entity {id: $region})
MATCH (p:Plan) WHERE p.region = g.name OR p.region IN g.aliases
WITH collect(p.id) AS own
MATCH (n:Policy)-[m:MENTIONED_IN]->(s:Passage)
WHERE s.plan IN own
OPTIONAL MATCH (c:Section {id: s.section})
WITH n, m, s, c ORDER BY s.plan, m.start
WITH n, collect({plan: s.plan, section: c.title, passage: s.id, start: m.start, end: m.end,
     text: CASE WHEN s.text = '' THEN null ELSE s.text END}) AS places
OPTIONAL MATCH (o:Entity)-[e:REFERENCES]->(n)
WITH n, places, count(e) AS ties
RETURN n.id AS id, n.name AS name, size(places) AS mentions, ties > 0 AS referenced, places[..5] AS evidence
ORDER BY mentions DESC, name, id LIMIT $limit
