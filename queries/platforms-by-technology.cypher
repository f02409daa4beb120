// title: 涉及某项技术的平台 | Platforms by technology
// description: 聚焦该技术或其下位技术的创新平台,及其合作方与承载方,每条边附规划、章节与原文位置 | Platforms that target the technology or one below it, with their partners and hosts, each edge with plan, section and offsets
// param technology: entity(Technology) required — 技术名称(中文、英文、拼音均可) | a technology's name in Chinese, English or pinyin
// param region: entity(Region) — 只看该区域 | this region only
// param limit: integer(1..1000) = 50 — 最多行数 | greatest number of rows
// returns: id, platform, technology, commitment, partners, hosts, evidence
// example: technology=graphene
OPTIONAL MATCH (r:Entity {id: $region})
OPTIONAL MATCH (q:Plan) WHERE q.region = r.name OR q.region IN r.aliases
WITH r, collect(q.id) AS own
MATCH (t:Technology) WHERE t.id = $technology OR $technology IN t.ancestors
MATCH (t)<-[e:TARGETS]-(p:Platform)
WHERE ($region IS NULL OR p.id = $region OR (r)-[:HOSTS]->(p) OR (p)-[:PART_OF]->(r)
    OR any(x IN e.plans WHERE x IN own))
OPTIONAL MATCH (p)-[x:PARTNERS]-(a:Entity)
WITH p, t, e, count(x) AS width ORDER BY width DESC, p.name, t.name, p.id LIMIT $limit
UNWIND range(0, size(e.passages) - 1) AS i
MATCH (s:Passage {id: e.passages[i]})
OPTIONAL MATCH (c:Section {id: s.section})
WITH p, t, e, s, c, i ORDER BY i
WITH p, t, e, collect({plan: s.plan, section: c.title, passage: s.id, start: e.starts[i], end: e.ends[i],
    text: CASE WHEN s.text = '' THEN null ELSE s.text END}) AS evidence
OPTIONAL MATCH (p)-[x:PARTNERS]-(a:Entity)
UNWIND CASE WHEN x IS NULL THEN [null] ELSE range(0, size(x.passages) - 1) END AS i
OPTIONAL MATCH (s:Passage {id: x.passages[i]})
OPTIONAL MATCH (c:Section {id: s.section})
WITH p, t, e, evidence, a, x, s, c, i ORDER BY i
WITH p, t, e, evidence, a, x, collect(CASE WHEN s IS NULL THEN null ELSE {plan: s.plan, section: c.title, passage: s.id, start: x.starts[i], end: x.ends[i],
    text: CASE WHEN s.text = '' THEN null ELSE s.text END} END) AS said
WITH p, t, e, evidence, a, said ORDER BY a.name, a.id
WITH p, t, e, evidence,
     collect(CASE WHEN a IS NULL THEN null ELSE {id: a.id, name: a.name, type: head([l IN labels(a) WHERE NOT l IN ['Entity', 'Actor']]), evidence: said} END) AS partners
OPTIONAL MATCH (h:Entity)-[y:HOSTS]->(p)
UNWIND CASE WHEN y IS NULL THEN [null] ELSE range(0, size(y.passages) - 1) END AS i
OPTIONAL MATCH (s:Passage {id: y.passages[i]})
OPTIONAL MATCH (c:Section {id: s.section})
WITH p, t, e, evidence, partners, h, y, s, c, i ORDER BY i
WITH p, t, e, evidence, partners, h, y, collect(CASE WHEN s IS NULL THEN null ELSE {plan: s.plan, section: c.title, passage: s.id, start: y.starts[i], end: y.ends[i],
    text: CASE WHEN s.text = '' THEN null ELSE s.text END} END) AS said
WITH p, t, e, evidence, partners, h, said ORDER BY h.name, h.id
WITH p, t, e, evidence, partners,
     collect(CASE WHEN h IS NULL THEN null ELSE {id: h.id, name: h.name, type: head([l IN labels(h) WHERE NOT l IN ['Entity', 'Actor']]), evidence: said} END) AS hosts
RETURN p.id AS id, p.name AS platform, t.name AS technology, e.commitment AS commitment, partners, hosts, evidence
ORDER BY size(partners) DESC, platform, technology, id LIMIT $limit
