// title: 下位技术 | Sub-technologies
// description: 技术词库或规划原文中列为其下位的技术,附聚焦它的主体数 | Technologies below this one by the lexicon or by a plan's own words, with the number of heads that target them
// param technology: entity(Technology) required — 技术名称(中文、英文、拼音均可) | a technology's name in Chinese, English or pinyin
// param limit: integer(1..1000) = 100 — 最多行数 | greatest number of rows
// returns: id, technology, name_en, source, heads, plans
// example: technology=新材料
MATCH (t:Technology)
OPTIONAL MATCH (t)-[p:PART_OF]->(:Entity {id: $technology})
WITH t, p WHERE p IS NOT NULL OR $technology IN t.ancestors
OPTIONAL MATCH (t)<-[e:TARGETS]-(n:Entity)
WITH t, p, count(e) AS heads
RETURN t.id AS id, t.name AS technology, t.name_en AS name_en, CASE WHEN p IS NULL THEN 'lexicon' ELSE 'plan' END AS source,
       heads, t.plans AS plans
ORDER BY heads DESC, technology, id LIMIT $limit
