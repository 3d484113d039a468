import t from 'tap';
import { fillSubject } from '../../src/domain/fill-subject.ts';

const cases: readonly (readonly [because: string, subject: string | undefined, word: string])[] = [
  ['it is an interface', 'docker0', 'docker0'],
  ['it is an address', 'fd00::1/64', 'fd00::1/64'],
  ['it is a URL', 'https://[fd00::1]:6443/livez', 'https://[fd00::1]:6443/livez'],
  ['there is none', undefined, 'SUBJECT'],
  ['it is empty', '', 'SUBJECT'],
  ['it holds a second command', 'docker0; reboot', 'SUBJECT'],
  ['it holds a substitution', '$(reboot)', 'SUBJECT'],
  ['it is an option', '--all', 'SUBJECT'],
  ['it spans lines', 'a\nb', 'SUBJECT'],
];

for (const [because, subject, word] of cases)
  t.test(`the text names ${word} when ${because}`, async (t) => {
    t.equal(fillSubject('cat {subject}; stat {subject}', subject), `cat ${word}; stat ${word}`);
  });
