import type { SavedStudy, StudyOptions } from '../../studies/index.ts';
import type { Figure } from '../figures/index.ts';
import type { Figures, Section } from '../sections/parts.ts';

/** What a kind of study has to show. */
export interface Shown {
  readonly saved: SavedStudy<StudyOptions>;
  readonly question: string;
  readonly figures: readonly Figure[];
  readonly sections: (figures: Figures) => readonly Section[];
}
