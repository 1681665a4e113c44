import type { DescentFindings } from '../../../studies/index.ts';
import { html } from '../../html.ts';
import type { Figures, Section } from '../../sections/parts.ts';
import { settingPart } from './curve-sections.ts';
import { descentsTable, epochGroups, epochPart } from './epoch-sections.ts';
import type { SettingNames } from './setting-names.ts';

/** Boosted trees: leaves and rounds each on an axis of its own. */
export function treeSection(
  { modelWise, epochWise }: DescentFindings,
  names: SettingNames,
  figures: Figures,
): Section | undefined {
  const curves = modelWise.filter(({ setting }) => setting.model === 'gbdt');
  const groups = epochGroups(epochWise, 'gbdt');
  if (curves.length + groups.length === 0) return undefined;
  return {
    id: 'trees',
    short: 'Trees',
    title: 'Boosted trees',
    body: html`<p>Trees grow in two ways: more leaves a tree, and more rounds. Each has figures of its own, since a curve that grows first one and then the other shows a second descent that is made by the change of axis (Curth, Jeffares and van der Schaar 2023, A U-turn on double descent).</p>
<h3>By leaves, all rounds</h3>
${curves.map(curve => settingPart(curve, names, figures))}
${groups.length > 0 ? html`<h3>By rounds, leaves fixed</h3>` : undefined}
${groups.map(group => epochPart(group, names, figures))}
${descentsTable(groups.flat(), names, 'rounds')}`,
  };
}
