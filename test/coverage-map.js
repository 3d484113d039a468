// Each test file covers the source file that it mirrors: test/checks/x.test.ts covers src/checks/x.ts.
import { existsSync } from 'node:fs';

export default (testFile) => {
  const source = testFile.replace(/^test/, 'src').replace('.test.ts', '.ts');
  return existsSync(source) ? source : null;
};
