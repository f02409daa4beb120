// title: 发展某项技术的区域 | Regions by technology
// description: 把该技术或其下位技术列为方向的区域 | Regions that target the technology or one below it
// param technology: entity(Technology) required — 技术名称(中文、英文、拼音均可) | a technology's name in Chinese, English or pinyin
// param limit: integer(1..1000) = 50 — 最多行数 | greatest number of rows
// returns: id, name, technology, commitment, confidence, evidence
// example: technology=人工智能
MATCH (t:Technology) WHERE t.id = $technology OR $technology IN t.ancestors
MATCH (t)<-[e:TARGETS]-(n:Region)
WITH n, t, e ORDER BY n.name, n.id, t.name, t.id LIMIT $limit
UNWIND range(0, size(e.passages) - 1) AS i
MATCH (s:Passage {id: e.passages[i]})
OPTIONAL MATCH (c:Section {id: s.section})
WITH n, t, e, s, c, i ORDER BY i
WITH n, t, e, collect({plan: s.plan, section: c.title, passage: s.id, start: e.starts[i], end: e.ends[i],
    text: CASE WHEN s.text = '' THEN null ELSE s.text END}) AS evidence
RETURN n.id AS id, n.name AS name, t.name AS technology, e.commitment AS commitment, e.confidence AS confidence, evidence
ORDER BY name, id, technology LIMIT $limit
