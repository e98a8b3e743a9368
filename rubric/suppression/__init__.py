"""Which groups may be published so that no small one can be found by subtraction: exact arithmetic, without Django.

What a reader is taken to know: every published count, which groups have nobody, that every other group has somebody, and how
the groups add up. What is promised then, for every small group (1 to 4 people), whether its filter is public or not: whole
numbers of people fit all that is known and yet differ for this group by at least the threshold. So neither its size nor
its figures can be computed, and no sum or difference of published groups is a group of 1 to 4. What is not promised: that a
published group hides what all its members have in common, or that a reader who knows members cannot count them out.
"""
