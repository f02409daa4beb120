// title: 规划一览 | Plans
// description: 已载入的规划及其规模 | The loaded plans and their size
// param limit: integer(1..1000) = 100 — 最多行数 | greatest number of rows
// returns: plan, title, issuer, region, start_year, end_year, published, sections, passages, entities, relations, figures
// example: limit=100
MATCH (p:Plan)
RETURN p.id AS plan, p.title AS title, p.issuer AS issuer, p.region AS region, p.start_year AS start_year, p.end_year AS end_year,
       p.published AS published, p.sections AS sections, p.passages AS passages, p.entities AS entities, p.relations AS relations,
       p.figures AS figures
ORDER BY plan LIMIT $limit
