import t from 'tap';
import { exposition, expositionType } from '../../../src/reporters/http/exposition.ts';

t.test('families follow each other in the order given, without those that are empty', async (t) => {
  const text = await exposition([
    {
      name: 'z_total',
      type: 'counter',
      help: 'The last letter.',
      labels: ['kind'],
      samples: [
        { labels: { kind: 'b' }, value: 0 },
        { labels: { kind: 'a' }, value: 2 },
      ],
    },
    { name: 'none', type: 'gauge', help: 'Nothing.', labels: [], samples: [] },
    {
      name: 'a_seconds',
      type: 'gauge',
      help: 'A \\ and\na break.',
      labels: [],
      samples: [{ value: 0.5 }],
    },
  ]);
  t.equal(
    text,
    `# HELP z_total The last letter.
# TYPE z_total counter
z_total{kind="b"} 0
z_total{kind="a"} 2

# HELP a_seconds A \\\\ and\\na break.
# TYPE a_seconds gauge
a_seconds 0.5
`,
  );
  t.equal(expositionType, 'text/plain; version=0.0.4; charset=utf-8');
});
