// title: 图谱概况 | Overview of the graph
// description: 各类实体的数量与最常提及者 | How many entities of each type there are, and those named most
// param plan: plan — 只看该规划 | this plan only
// param limit: integer(1..1000) = 50 — 最多行数 | greatest number of rows
// returns: type, count, names
// example: limit=50
MATCH (n:Entity)
WHERE $plan IS NULL OR $plan IN n.plans
WITH head([l IN labels(n) WHERE NOT l IN ['Entity', 'Actor']]) AS type,
       n ORDER BY n.mentions DESC, n.name, n.id
WITH type, collect(n.name) AS names
RETURN type, size(names) AS count, names[..5] AS names
ORDER BY count DESC, type LIMIT $limit
