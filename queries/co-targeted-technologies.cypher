// title: 常被一同聚焦的技术 | Co-targeted technologies
// description: 与该技术被同一主体或计划聚焦的其他技术(区域不计) | Other technologies that the same actors or programmes target (regions left out)
// param technology: entity(Technology) required — 技术名称(中文、英文、拼音均可) | a technology's name in Chinese, English or pinyin
// param limit: integer(1..1000) = 50 — 最多行数 | greatest number of rows
// returns: id, technology, heads, head_names, evidence
// example: technology=石墨烯
MATCH (t:Entity {id: $technology})<-[:TARGETS]-(n:Entity)
WHERE NOT 'Region' IN labels(n)
MATCH (n)-[e:TARGETS]->(o:Technology)
WHERE o.id <> $technology
WITH o, n, e ORDER BY n.name, n.id
WITH o, collect(n.name) AS names, collect(e) AS ties
WITH o, names, ties ORDER BY size(names) DESC, o.name, o.id LIMIT $limit
UNWIND ties AS e
UNWIND range(0, size(e.passages) - 1) AS i
MATCH (s:Passage {id: e.passages[i]})
OPTIONAL MATCH (c:Section {id: s.section})
WITH o, names, e, s, c, i ORDER BY i
WITH o, names, e, collect({plan: s.plan, section: c.title, passage: s.id, start: e.starts[i], end: e.ends[i],
    text: CASE WHEN s.text = '' THEN null ELSE s.text END}) AS evidence
UNWIND evidence AS one
RETURN o.id AS id, o.name AS technology, size(names) AS heads, names AS head_names, collect(one) AS evidence
ORDER BY heads DESC, technology, id LIMIT $limit
