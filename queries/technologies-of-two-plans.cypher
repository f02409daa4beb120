// title: 两份规划共有的技术 | Technologies shared by two plans
// description: 两份规划都提及的技术 | The technologies that both plans name
// param first: plan required — 第一份规划 | the first plan
// param second: plan required — 第二份规划 | the second plan
// param limit: integer(1..1000) = 100 — 最多行数 | greatest number of rows
// returns: id, technology, name_en, mentions, plans
// example: first=baoshan-14fyp second=jingan-2023-2025
MATCH (t:Technology)
WHERE $first IN t.plans AND $second IN t.plans
RETURN t.id AS id, t.name AS technology, t.name_en AS name_en, t.mentions AS mentions, t.plans AS plans
ORDER BY mentions DESC, technology, id LIMIT $limit
