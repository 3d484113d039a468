import type { ChangeSource } from '../domain/change-source.ts';
import { type FileChangesOptions, watchFiles } from './file-changes.ts';
import { type KernelChangesOptions, watchKernel } from './kernel-changes.ts';

export type ChangesOptions = Omit<KernelChangesOptions & FileChangesOptions, 'onChange' | 'signal'>;

/** What tells of changes on this node without being asked: the kernel, and files. */
export const createChanges = (options: ChangesOptions): ChangeSource => ({
  watch(onChange, signal) {
    void watchKernel({ ...options, onChange, signal });
    void watchFiles({ ...options, onChange, signal });
  },
});
