"""Analyses of a corpus of plans. Read one with `Corpus.read(store)`; every result carries the `Basis` of its numbers."""

from innograph.graph.analysis.bridges import Bridge, Bridges, Crossing, Side, bridges, sentences_behind
from innograph.graph.analysis.cascade import Cascade, Echo, Goal, cascade
from innograph.graph.analysis.centrality import MEASURES, Ranking, Score, centralities, centrality
from innograph.graph.analysis.comentions import CoMention, CoMentions, comentions
from innograph.graph.analysis.commitments import Profile, Profiles, commitments
from innograph.graph.analysis.communities import Communities, Community, communities
from innograph.graph.analysis.corpus import SEED, Basis, Corpus, Document, Item, Mention, Tie
from innograph.graph.analysis.gaps import Gap, Gaps, platforms_without_partners, technologies_without_host, without_tie
from innograph.graph.analysis.matrices import (
    Cell,
    Label,
    Matrix,
    Similar,
    Similarities,
    actor_technology,
    region_technology,
    revealed_advantage,
    similarity,
)
from innograph.graph.analysis.networks import Scope, network
from innograph.graph.analysis.places import districts, homes, issuing_regions
from innograph.graph.analysis.stability import LeftOut, RankRange, Stability, kendall_tau, stability
from innograph.graph.analysis.trends import Point, Series, Trend, trend

__all__ = [
    "MEASURES",
    "SEED",
    "Basis",
    "Bridge",
    "Bridges",
    "Cascade",
    "Cell",
    "CoMention",
    "CoMentions",
    "Communities",
    "Community",
    "Corpus",
    "Crossing",
    "Document",
    "Echo",
    "Gap",
    "Gaps",
    "Goal",
    "Item",
    "Label",
    "LeftOut",
    "Matrix",
    "Mention",
    "Point",
    "Profile",
    "Profiles",
    "RankRange",
    "Ranking",
    "Scope",
    "Score",
    "Series",
    "Side",
    "Similar",
    "Similarities",
    "Stability",
    "Tie",
    "Trend",
    "actor_technology",
    "bridges",
    "cascade",
    "centralities",
    "centrality",
    "comentions",
    "commitments",
    "communities",
    "districts",
    "homes",
    "issuing_regions",
    "kendall_tau",
    "network",
    "platforms_without_partners",
    "region_technology",
    "revealed_advantage",
    "sentences_behind",
    "similarity",
    "stability",
    "technologies_without_host",
    "trend",
    "without_tie",
]
