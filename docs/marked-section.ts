/** Replaces what stands between `<!-- generated: name -->` and the next `<!-- /generated -->`. */
export function replaceMarkedSection(
  text: string,
  { name, body }: { readonly name: string; readonly body: string },
): string {
  const opening = `<!-- generated: ${name} -->`;
  const closing = '<!-- /generated -->';
  const start = text.indexOf(opening);
  if (start === -1) throw new Error(`README.md has no line ${opening}`);
  const bodyStart = start + opening.length;
  const end = text.indexOf(closing, bodyStart);
  const nextOpening = text.indexOf('<!-- generated:', bodyStart);
  if (end === -1 || (nextOpening !== -1 && nextOpening < end))
    throw new Error(`README.md has no line ${closing} after ${opening}`);
  return `${text.slice(0, bodyStart)}\n\n${body.trim()}\n\n${text.slice(end)}`;
}
