"""A second opinion: what a user's own OpenAI-compatible endpoint reads in a plan, as far as its quotations are found there.

passages -> prompts (`prompts`) -> answers (`endpoint`, kept by `kept`) -> claims (`answers`) -> what stands in the text
(`checking`) -> the plan's facts, each marked with who read it (`joining`). `second.SecondOpinion` puts them together.
"""
