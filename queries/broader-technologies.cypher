// title: 上位技术 | Broader technologies
// description: 该技术的上位技术(词库或规划原文) | The technologies above this one, by the lexicon or by a plan's own words
// param technology: entity(Technology) required — 技术名称(中文、英文、拼音均可) | a technology's name in Chinese, English or pinyin
// param limit: integer(1..1000) = 50 — 最多行数 | greatest number of rows
// returns: id, technology, name_en, source, plans
// example: technology=石墨烯
MATCH (t:Entity {id: $technology})
MATCH (b:Technology)
OPTIONAL MATCH (t)-[p:PART_OF]->(b)
WITH t, b, p WHERE p IS NOT NULL OR b.id IN t.ancestors
RETURN b.id AS id, b.name AS technology, b.name_en AS name_en, CASE WHEN p IS NULL THEN 'lexicon' ELSE 'plan' END AS source,
       b.plans AS plans
ORDER BY technology, id LIMIT $limit
