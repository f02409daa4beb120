// title: 按名称查实体 | Entity by name
// description: 一个实体的名称、类型、别名与提及次数 | An entity's names, type, aliases and how often it is named
// param entity: entity required — 实体名称 | an entity's name
// returns: id, name, type, name_en, pinyin, aliases, subtype, plans, mentions, ties
// example: entity=graphene
MATCH (n:Entity {id: $entity})
OPTIONAL MATCH (n)-[e:HOSTS|PARTNERS|SUPPORTS|TARGETS|PART_OF|REFERENCES|RESPONSIBLE_FOR]-()
WITH n, count(e) AS ties
RETURN n.id AS id, n.name AS name, head([l IN labels(n) WHERE NOT l IN ['Entity', 'Actor']]) AS type,
       n.name_en AS name_en, n.pinyin AS pinyin, n.aliases AS aliases,
       n.kind AS subtype, n.plans AS plans, n.mentions AS mentions, ties
ORDER BY id LIMIT 1
