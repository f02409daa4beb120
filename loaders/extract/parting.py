"""Two fields that an "and" joins and the filter took for one (公共安全与防灾减灾): where the lexicons know both and not the whole, they are two.

Of 174 such joints in annotated plans and excerpts that annotators marked on both sides or as one, 157 were two.
"""

import re

from innograph.loaders.extract.certain import is_field
from innograph.loaders.lexicon import Lexicon

_AND = re.compile(r"以?及|与|和")


def parted(name: str, lexicon: Lexicon) -> list[tuple[int, int]]:
    """The (start, end) in a field's name of the two fields that it is; of the whole where it is one."""
    if not is_field(name, lexicon):
        for joint in _AND.finditer(name):
            if is_field(name[: joint.start()], lexicon) and is_field(name[joint.end() :], lexicon):
                return [(0, joint.start()), (joint.end(), len(name))]
    return [(0, len(name))]
