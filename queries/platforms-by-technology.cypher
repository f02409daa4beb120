// title: 涉及某项技术的平台 | Platforms by technology
// description: 聚焦该技术或其下位技术的创新平台,及其合作方与承载方,每条边附规划、章节与原文位置 | Platforms that target the technology or one below it, with their partners and hosts, each edge with plan, section and offsets
// param technology: entity(Technology) required — 技术名称(中文、英文、拼音均可) | a technology's name in Chinese, English or pinyin
// param limit: integer(1..1000) = 100 — 最多行数 | greatest number of rows
// example: technology=graphene
MATCH (t:Technology)
WHERE t.id = $technology OR $technology IN t.ancestors
MATCH (p:Platform)-[e:TARGETS]->(t)
MATCH (s:Passage) WHERE s.id IN e.passages
OPTIONAL MATCH (sec:Section)-[:HAS_PASSAGE]->(s)
WITH p, t, e, s, sec ORDER BY s.plan, s.start
WITH p, t, e, collect(DISTINCT {plan: s.plan, section: sec.title, passage: s.id, start: s.start, end: s.end, text: s.text}) AS evidence
OPTIONAL MATCH (p)-[x:PARTNERS]-(a:Entity)
WITH p, t, e, evidence, a, x ORDER BY a.name
WITH p, t, e, evidence, collect(DISTINCT CASE WHEN a IS NULL THEN NULL ELSE {id: a.id, name: a.name, passages: x.passages} END) AS partners
OPTIONAL MATCH (h:Entity)-[y:HOSTS]->(p)
WITH p, t, e, evidence, partners, h, y ORDER BY h.name
RETURN p.id AS id, p.name AS platform, t.name AS technology, e.commitment AS commitment, partners,
       collect(DISTINCT CASE WHEN h IS NULL THEN NULL ELSE {id: h.id, name: h.name, passages: y.passages} END) AS hosts, evidence
ORDER BY size(partners) DESC, platform LIMIT $limit
