import type { DescentFindings, DescentSetting } from '../../../studies/index.ts';
import { countText, percentText } from '../../words.ts';

/** A setting, or one without a number of drawings. */
export type NamedSetting = Omit<DescentSetting, 'samples'> & { readonly samples?: number };

/** What settings can differ in, in the order in which a name tells them. */
export type Factor = 'model' | 'regularization' | 'labels' | 'training' | 'samples';

const FACTORS = ['model', 'regularization', 'labels', 'training', 'samples'] as const;

const REGULARIZATIONS: Readonly<Record<string, string>> = {
  none: 'no regularization',
  batch: 'batch norm',
  l2: 'L2',
  l1: 'L1',
};

/** Tells settings apart in as few words as it takes. */
export class SettingNames {
  readonly #told: Set<Factor>;

  /** @param settings all that are told apart. */
  constructor(settings: readonly NamedSetting[]) {
    const varies = (factor: Factor, among: readonly NamedSetting[]) =>
      new Set(among.map(one => factorText(one, factor)).filter(text => text !== '')).size > 1;
    // How trees are trained is no alternative to how networks are.
    const networks = settings.filter(({ model }) => model === 'cnn');
    const trees = settings.filter(({ model }) => model === 'gbdt');
    const others = (['training', 'samples'] as const).filter(
      factor => varies(factor, networks) || varies(factor, trees),
    );
    this.#told = new Set<Factor>(['regularization', 'labels', ...others]);
    if (networks.length > 0 && trees.length > 0) this.#told.add('model');
  }

  /** `no regularization, 20% wrong labels`; without the factors in `except`. */
  textOf(setting: NamedSetting, except: readonly Factor[] = []): string {
    const told = FACTORS.filter(factor => this.#told.has(factor) && !except.includes(factor)).map(factor =>
      factorText(setting, factor),
    );
    return told.filter(text => text !== '').join(', ') || 'all runs';
  }

  /** The same for a heading. */
  titleOf(setting: NamedSetting, except: readonly Factor[] = []): string {
    const text = this.textOf(setting, except);
    return `${text[0]!.toUpperCase()}${text.slice(1)}`;
  }

  /** The same as a part of a file's name: `none-noise-20`. */
  slugOf(setting: NamedSetting, except: readonly Factor[] = []): string {
    const { model, regularization, labels, labelNoise, training, samples } = setting;
    const parts: Readonly<Record<Factor, string>> = {
      model: model === 'cnn' ? '' : 'trees',
      regularization,
      labels: labelNoise > 0 ? `noise-${Number((100 * labelNoise).toPrecision(3))}` : labels,
      training: this.#told.has('training') ? training : '',
      samples: this.#told.has('samples') && samples !== undefined ? `n-${samples}` : '',
    };
    const told = FACTORS.filter(factor => !except.includes(factor)).map(factor => parts[factor]);
    return told
      .filter(part => part !== '')
      .join('-')
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-');
  }
}

/** Names for everything that findings are of. */
export function namesFor({ modelWise, epochWise, sampleWise, complexity }: DescentFindings): SettingNames {
  return new SettingNames([...modelWise, ...epochWise, ...sampleWise, ...complexity].map(one => one.setting));
}

/** One factor of a setting in words; empty where it has none. */
export function factorText(setting: NamedSetting, factor: Factor): string {
  switch (factor) {
    case 'model':
      return setting.model === 'cnn' ? '' : 'trees';
    case 'regularization':
      return REGULARIZATIONS[setting.regularization] ?? setting.regularization;
    case 'labels':
      return labelsText(setting);
    case 'training':
      return setting.training;
    case 'samples':
      return setting.samples === undefined ? '' : `${countText(setting.samples)} drawings`;
  }
}

function labelsText({ labels, labelNoise }: NamedSetting): string {
  if (labelNoise > 0)
    return `${percentText(labelNoise, Number.isInteger(100 * labelNoise) ? 0 : 1)} wrong labels`;
  return labels === 'clean' ? 'cleaned labels' : 'labels as they are';
}

/** `k = 12` of a network, `12 leaves` of trees. */
export function sizeText({ model }: Pick<NamedSetting, 'model'>, size: number): string {
  const text = Number.isInteger(size) ? countText(size) : size.toFixed(size < 10 ? 1 : 0);
  return model === 'cnn' ? `k = ${text}` : `${text} leaves`;
}

/** What training is counted in. */
export function passWordOf({ model }: Pick<NamedSetting, 'model'>): 'epoch' | 'round' {
  return model === 'cnn' ? 'epoch' : 'round';
}
