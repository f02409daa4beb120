// title: 联系最多的主体 | Most connected actors
// description: 关系数最多的主体 | The actors with most ties
// param type: type — 实体类型 | a type of entity
// param plan: plan — 只看该规划 | this plan only
// param limit: integer(1..1000) = 20 — 最多行数 | greatest number of rows
// returns: id, name, type, ties, partner_count, neighbours, plans
// example: type=University
MATCH (n:Actor)-[e:HOSTS|PARTNERS|SUPPORTS|TARGETS|PART_OF|REFERENCES|RESPONSIBLE_FOR]-(m)
WHERE ($type IS NULL OR $type IN labels(n)) AND ($plan IS NULL OR $plan IN e.plans)
WITH n, count(e) AS ties, sum(CASE WHEN type(e) = 'PARTNERS' THEN 1 ELSE 0 END) AS partner_count, count(DISTINCT m) AS neighbours
RETURN n.id AS id, n.name AS name, head([l IN labels(n) WHERE NOT l IN ['Entity', 'Actor']]) AS type,
       ties, partner_count, neighbours, n.plans AS plans
ORDER BY ties DESC, name, id LIMIT $limit
