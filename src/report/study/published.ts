/** An accuracy that was published. */
export interface PublishedAccuracy {
  readonly source: string;
  readonly model: string;
  readonly categories: number;
  readonly accuracy: number;
  /** What it was trained on, and what else is to be known. */
  readonly note: string;
  /** The model of ours that it is set beside; undefined for models that there are none of here. */
  readonly beside?: 'cnn' | 'mlp' | 'gbdt';
}

/** The study that this repeats: Hansen, Nielsen and Ravn, QuickDraw Data: large CNNs and GANs, University of Copenhagen. */
const STUDY = 'Hansen, Nielsen and Ravn';
const FEW = '2,000 training drawings of each category';

/** What the study found, and what others did, in the order of categories. */
export const publishedAccuracies: readonly PublishedAccuracy[] = [
  {
    source: 'Kabakus 2020',
    model: 'its own network',
    categories: 10,
    accuracy: 0.8953,
    note: 'as the study cites it',
  },
  {
    source: 'Lamb et al. 2020',
    model: 'its own network',
    categories: 10,
    accuracy: 0.8725,
    note: 'as the study cites it',
  },
  { source: STUDY, model: 'cnn', categories: 50, accuracy: 0.7203, note: FEW, beside: 'cnn' },
  {
    source: STUDY,
    model: 'LightGBM',
    categories: 50,
    accuracy: 0.621,
    note: `${FEW}; settings not told`,
    beside: 'gbdt',
  },
  {
    source: STUDY,
    model: 'dense network',
    categories: 50,
    accuracy: 0.4128,
    note: `${FEW}; settings not told`,
    beside: 'mlp',
  },
  {
    source: STUDY,
    model: 'cnn, the best of several widths',
    categories: 345,
    accuracy: 0.713,
    note: '8,000 training drawings of each category, early stopping',
    beside: 'cnn',
  },
  {
    source: 'Xu et al. 2020',
    model: 'Inception V3, 25 million parameters',
    categories: 345,
    accuracy: 0.7422,
    note: '1,000 training images of each category',
  },
  {
    source: 'Xu et al. 2020',
    model: 'MGT, from strokes',
    categories: 345,
    accuracy: 0.728,
    note: 'as the study cites it',
  },
];
