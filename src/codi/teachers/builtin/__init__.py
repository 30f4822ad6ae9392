"""The built-in teacher: conversations by rules over part-of-speech tags, without weights.

A baseline and the offline default, for English only. It reads each sentence of a passage with a
tagger's lexicon and hand-written rules, keeps the clauses it could read whole, and turns them into
questions whose answers stand in the passage. It is deterministic and takes well under a
millisecond a call. It knows no more than the words before it: its questions stay close to the
passage's sentences, long or unusual sentences are passed over, and now and then a tag or a pronoun
is read wrongly. A language model as teacher writes richer conversations.
"""

from codi.teachers.builtin.teacher import BuiltinTeacher

__all__ = ["BuiltinTeacher"]
