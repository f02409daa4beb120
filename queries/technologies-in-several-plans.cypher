// title: 多份规划共有的技术 | Technologies in several plans
// description: 至少在若干份规划中出现的技术 | Technologies that at least so many plans name
// param least: integer(2..100) = 2 — 至少几份规划 | at least so many plans
// param limit: integer(1..1000) = 50 — 最多行数 | greatest number of rows
// returns: id, technology, name_en, plan_count, plans, mentions
// example: least=3
MATCH (t:Technology)
WHERE size(t.plans) >= $least
RETURN t.id AS id, t.name AS technology, t.name_en AS name_en, size(t.plans) AS plan_count, t.plans AS plans, t.mentions AS mentions
ORDER BY plan_count DESC, mentions DESC, technology, id LIMIT $limit
