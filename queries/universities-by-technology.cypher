// title: 涉及某项技术的高校 | Universities by technology
// description: 聚焦该技术或其下位技术的高校,可限于一个区域 | Universities that target the technology or one below it, in one region if wanted
// param technology: entity(Technology) required — 技术名称(中文、英文、拼音均可) | a technology's name in Chinese, English or pinyin
// param region: entity(Region) — 只看该区域 | this region only
// param limit: integer(1..1000) = 50 — 最多行数 | greatest number of rows
// returns: id, name, technology, commitment, confidence, evidence
// example: technology=新材料
OPTIONAL MATCH (r:Entity {id: $region})
OPTIONAL MATCH (q:Plan) WHERE q.region = r.name OR q.region IN r.aliases
WITH r, collect(q.id) AS own
MATCH (t:Technology) WHERE t.id = $technology OR $technology IN t.ancestors
MATCH (t)<-[e:TARGETS]-(n:University)
WHERE ($region IS NULL OR n.id = $region OR (r)-[:HOSTS]->(n) OR (n)-[:PART_OF]->(r)
    OR any(x IN e.plans WHERE x IN own))
WITH n, t, e ORDER BY n.name, n.id, t.name, t.id LIMIT $limit
UNWIND range(0, size(e.passages) - 1) AS i
MATCH (s:Passage {id: e.passages[i]})
OPTIONAL MATCH (c:Section {id: s.section})
WITH n, t, e, s, c, i ORDER BY i
WITH n, t, e, collect({plan: s.plan, section: c.title, passage: s.id, start: e.starts[i], end: e.ends[i],
    text: CASE WHEN s.text = '' THEN null ELSE s.text END}) AS evidence
RETURN n.id AS id, n.name AS name, t.name AS technology, e.commitment AS commitment, e.confidence AS confidence, evidence
ORDER BY name, id, technology LIMIT $limit
