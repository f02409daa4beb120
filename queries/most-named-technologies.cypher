// title: 提及最多的技术 | Most named technologies
// description: 各规划中提及次数最多的技术 | The technologies that the plans name most often
// param plan: plan — 只看该规划 | this plan only
// param limit: integer(1..1000) = 20 — 最多行数 | greatest number of rows
// returns: id, technology, name_en, mentions, plans
// example: limit=10
MATCH (t:Technology)
WHERE $plan IS NULL OR $plan IN t.plans
OPTIONAL MATCH (t)-[m:MENTIONED_IN]->(s:Passage)
WHERE $plan IS NOT NULL AND s.plan = $plan
WITH t, CASE WHEN $plan IS NULL THEN t.mentions ELSE count(m) END AS named
RETURN t.id AS id, t.name AS technology, t.name_en AS name_en, named AS mentions, t.plans AS plans
ORDER BY mentions DESC, technology, id LIMIT $limit
