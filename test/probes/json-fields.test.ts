import t from 'tap';
import {
  isListOfObjects,
  isObject,
  numberField,
  objectField,
  objectsField,
  parseJson,
  parseObjects,
  required,
  textField,
  textsField,
} from '../../src/probes/json-fields.ts';

const entry = { text: 'a', number: 1, object: { b: 2 }, list: [{ c: 3 }], texts: ['d', 4] };
const badFormat = {
  reason: 'ToolFailed',
  message: 'tool printed something that is not its format',
};

t.test('a field of another kind counts as absent', async (t) => {
  t.same([textField(entry, 'text'), textField(entry, 'number')], ['a', undefined]);
  t.same([numberField(entry, 'number'), numberField(entry, 'text')], [1, undefined]);
  t.same([objectField(entry, 'object'), objectField(entry, 'list')], [{ b: 2 }, {}]);
  t.same([objectsField(entry, 'list'), objectsField(entry, 'texts')], [[{ c: 3 }], []]);
  t.same([textsField(entry, 'texts'), textsField(entry, 'text')], [['d'], []]);
});

t.test('objects are told from lists and null', async (t) => {
  t.same([{}, [], null, 1].map(isObject), [true, false, false, false]);
  t.same([[{}], [], [1], {}].map(isListOfObjects), [true, true, false, false]);
});

t.test('a list is parsed without its empty objects', async (t) => {
  t.same(parseObjects({ text: '[{},{"a":1}]', command: 'tool' }), [{ a: 1 }]);
  t.same(parseJson({ text: '1', command: 'tool' }), 1);
});

t.test('anything else names the tool', async (t) => {
  t.throws(() => parseObjects({ text: '{"a":1}', command: 'tool' }), badFormat);
  t.throws(() => parseJson({ text: '[', command: 'tool' }), badFormat);
  t.throws(() => required(undefined, 'tool'), badFormat);
  t.equal(required(0, 'tool'), 0);
});
