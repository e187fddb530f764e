import json
import unittest

from api_guide import Step, steps_of
from matching import mismatch


class Matching(unittest.TestCase):
    def matches(self, shown, found):
        self.assertIsNone(mismatch(json.loads(shown), json.loads(found)))

    def differs(self, shown, found, why):
        self.assertIn(why, mismatch(json.loads(shown), json.loads(found)) or "nothing")

    def test_what_is_not_shown_does_not_matter(self):
        self.matches('{"a": 1}', '{"a": 1, "b": 2}')

    def test_what_is_shown_must_be_there(self):
        self.differs('{"a": {"b": 1}}', '{"a": {}}', "$.a.b is missing")
        self.differs('{"a": 1}', '{"a": 2}', "$.a is 2, not 1")
        self.differs('{"a": 0}', '{"a": false}', "$.a is False, not 0")
        self.differs('{"a": {}}', '{"a": []}', "$.a is no object")

    def test_dots_stand_for_anything(self):
        self.matches('{"a": "…"}', '{"a": "x"}')
        self.matches('{"a": "No. …!"}', '{"a": "No. \\n Never!"}')
        self.differs('{"a": "No. …"}', '{"a": "Yes."}', "not 'No. …'")

    def test_lists_are_as_long_as_shown(self):
        self.matches('[]', '[]')
        self.matches('[1, "…"]', '[1, 2, 3]')
        self.differs('[]', '[1]', "1 entries, not 0")
        self.differs('[1]', '[1, 2]', "2 entries, not 1")
        self.differs('["…"]', '[]', "0 entries, not 1 or more")
        self.differs('[1]', '[2]', "$[0] is 2")


class Guide(unittest.TestCase):
    def test_answers_belong_to_the_command_above(self):
        text = "Hello\n```sh\necho 1\n```\n```json\n1\n```\nWords\n```sh\ntrue\n```\n"
        self.assertEqual(steps_of(text), [Step(3, "echo 1\n", "1\n"), Step(10, "true\n", None)])

    def test_an_answer_without_a_command_is_a_mistake(self):
        with self.assertRaisesRegex(ValueError, "line 1"):
            steps_of("```json\n{}\n```\n")


if __name__ == "__main__":
    unittest.main()
