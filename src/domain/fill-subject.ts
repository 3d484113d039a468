// Remedies are pasted into root shells, and a subject may come from a file that anybody wrote.
const plainWord = /^[\w/.:[\]@%+=,~][\w/.:[\]@%+=,~-]*$/;

/** Puts the subject in the place of `{subject}`; SUBJECT stands there when there is none, or when a shell would read it as more than one plain word. */
export function fillSubject(text: string, subject?: string): string {
  const word = subject !== undefined && plainWord.test(subject) ? subject : 'SUBJECT';
  return text.replaceAll('{subject}', () => word);
}
