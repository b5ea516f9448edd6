//! Reading measures, each from its first words to its end.

use super::grammar::{Grammar, LENIENT, MAX_PARTS};
use crate::condition::Item;
use crate::deadline::Moment;
use crate::near::nearest;
use crate::rule::Measured;
use crate::rule::measure::{
    AGAIN, Extent, JUDGED, Lifter, Limit, Measure, MeasureKind, Object, Precedence, Supplier, Treatment,
};
use crate::sentence::Misread;
use crate::step_kind::StepKind;
use crate::words::Word;
use values::text::Language;

/// Whether papers come on paper.
const FORMS: [(&str, &str, bool); 2] = [("免交纸本", "without paper", true), ("交验纸本", "on paper", false)];

impl Grammar<'_, '_> {
    pub(super) fn measures(&mut self) -> Result<Vec<Measured>, Misread> {
        let mut all = Vec::new();
        loop {
            let measure = self.measure()?;
            let marks = [("（公开）", "(public)", true), ("（不公开）", "(not public)", false)];
            let public = self.reader.take(&marks).unwrap_or_else(|| measure.public_by_default());
            all.push(Measured { measure, public });
            if all.len() > MAX_PARTS {
                return self.wrong("不超过 64 项", "64 of them at most");
            }
            if !self.separated() {
                return Ok(all);
            }
            if self.reader.take(&[LENIENT]).is_some() {
                self.lenient = true;
                return Ok(all);
            }
        }
    }

    pub(super) fn measure(&mut self) -> Result<Measure, Misread> {
        let before = self.reader.at;
        match self.word::<MeasureKind>() {
            Some(MeasureKind::Inspect | MeasureKind::Paperless) | None => self.reader.at = before,
            Some(kind) => return self.of_kind(kind),
        }
        if let Some(paperless) = self.reader.take(&FORMS) {
            return Ok(Measure::Paperless(paperless));
        }
        match self.examining() {
            Some(step) => Ok(Measure::Inspect { step, extent: self.extent()? }),
            None => {
                self.reader.at = before;
                self.no_measure()
            }
        }
    }

    /// A step in which goods are looked at.
    pub(super) fn examining(&mut self) -> Option<StepKind> {
        self.word::<StepKind>().filter(|kind| kind.examines() || *kind == StepKind::Supervise)
    }

    pub(super) fn no_measure<T>(&mut self) -> Result<T, Misread> {
        self.reader.skip();
        let written: String = self.reader.rest().chars().take_while(|c| !" ，；「『“\";(（".contains(*c)).collect();
        let names = |language: Language| {
            // These two are written by their steps and forms.
            let plain = |kind: MeasureKind| !matches!(kind, MeasureKind::Inspect | MeasureKind::Paperless);
            let kinds = MeasureKind::NAMES.iter().filter(|one| plain(one.0)).map(|one| one.0.called(language));
            let steps = [StepKind::Inspect, StepKind::Verify, StepKind::WatchLoading, StepKind::Supervise];
            let forms = FORMS.map(|(zh, en, _)| if language == Language::Zh { zh } else { en });
            kinds.chain(steps.map(|step| step.called(language))).chain(forms).collect::<Vec<_>>()
        };
        let near = nearest(&written, names(self.language()));
        let (near_zh, near_en) =
            near.map_or_else(Default::default, |near| (format!("「{near}」？"), format!("'{near}'? ")));
        let (zh, en) = (names(Language::Zh).join("、"), names(Language::En).join(", "));
        self.wrong(format!("{near_zh}一项措施：{zh}"), format!("{near_en}a measure: {en}"))
    }

    pub(super) fn of_kind(&mut self, kind: MeasureKind) -> Result<Measure, Misread> {
        Ok(match kind {
            MeasureKind::Refuse => Measure::Refuse(self.said()?),
            MeasureKind::Return => Measure::Return(self.said()?),
            MeasureKind::Review => Measure::Review(self.said()?),
            MeasureKind::Papers => self.papers()?,
            MeasureKind::Examine => self.examine()?,
            MeasureKind::Treat => Measure::Treat(self.treat()?),
            MeasureKind::ReleaseAfter => self.release_after()?,
            MeasureKind::Hold => {
                if self.language() == Language::Zh {
                    self.expect("由", "by")?;
                    let by = self.need::<Lifter>()?;
                    self.expect("解除", "lifted")?;
                    return Ok(Measure::Hold(by));
                }
                self.expect("由", "until lifted by")?;
                Measure::Hold(self.need::<Lifter>()?)
            }
            MeasureKind::AfterRelease => {
                let english = self.language() == Language::En;
                if english {
                    self.expect("", "within")?;
                }
                let days = self.number()?;
                self.expect("日内", "days")?;
                Measure::AfterRelease { what: self.said()?, days }
            }
            MeasureKind::Note => Measure::Note(self.said()?),
            MeasureKind::Sample => {
                if self.language() == Language::Zh {
                    self.expect("依", "")?;
                }
                Measure::Sample(self.marked()?.into())
            }
            MeasureKind::Escalate => self.escalate()?,
            MeasureKind::Turn => Measure::Turn(self.need::<Precedence>()?),
            MeasureKind::Inspect | MeasureKind::Paperless => return self.no_measure(),
        })
    }

    pub(super) fn extent(&mut self) -> Result<Extent, Misread> {
        let words = [("单证", "papers only", Extent::Documents), ("每批", "every lot", Extent::All)];
        if let Some(extent) = self.reader.take(&words) {
            return Ok(extent);
        }
        let before = self.reader.at;
        let share = self.scaled(2).ok().and_then(|share| u16::try_from(share).ok()).and_then(Extent::of_share);
        match share.filter(|_| self.reader.take(&[("%", "%", ()), ("％", "％", ())]).is_some()) {
            Some(extent) => Ok(extent),
            None => {
                self.reader.at = before;
                self.wrong(
                    "「单证」、「每批」或者一个比例，如 30%（至多两位小数）",
                    "'papers only', 'every lot' or a share such as 30 % (two decimals at most)",
                )
            }
        }
    }

    pub(super) fn papers(&mut self) -> Result<Measure, Misread> {
        let kinds = self.list()?.into_iter().map(|(name, _)| Item::read(&name)).collect();
        let (mut from, mut before) = (Supplier::Enterprise, StepKind::Review);
        if self.follows("由", "from") {
            from = self.need::<Supplier>()?;
        }
        if self.follows("于", "before") {
            before = self.need::<StepKind>()?;
            if self.language() == Language::Zh {
                self.expect("前", "")?;
            }
        }
        let again = self.follows(AGAIN.0, AGAIN.1);
        Ok(Measure::Papers { kinds, from, before, again })
    }

    pub(super) fn examine(&mut self) -> Result<Measure, Misread> {
        let item = self.said()?;
        self.expect("方法", "method")?;
        let method = self.marked()?.into();
        if self.follows("不得检出", "not to be found") {
            return Ok(Measure::Examine { item, method, limit: Limit::NotFound, judged: self.judged() });
        }
        self.expect("限量", "limit")?;
        let limit = Limit::Within(self.bound()?);
        Ok(Measure::Examine { item, method, limit, judged: self.judged() })
    }

    fn judged(&mut self) -> bool {
        self.follows(JUDGED.0, JUDGED.1)
    }

    pub(super) fn treat(&mut self) -> Result<Treatment, Misread> {
        let mut treatment = Treatment::of(self.said()?);
        if self.follows("对象", "of") {
            treatment.object = Some(self.need::<Object>()?);
        }
        if self.follows("药剂", "with") {
            treatment.agent = Some(self.said()?);
        }
        if self.follows("剂量", "dose") {
            treatment.dose = Some(self.bound()?);
        }
        if self.follows("温度", "temperature") {
            let order = self.reader.order()?;
            let tenths = i32::try_from(self.scaled(1)?).unwrap_or(i32::MAX);
            self.expect("度", "C")?;
            treatment.temperature = Some((order, tenths));
        }
        if self.follows("时间", "for") {
            treatment.minutes = Some(self.number()?);
            self.expect("分钟", "minutes")?;
        }
        if self.follows("验证", "verified by") {
            treatment.verification = Some(self.said()?);
        }
        Ok(treatment)
    }

    pub(super) fn release_after(&mut self) -> Result<Measure, Misread> {
        let moment = |g: &mut Self| {
            g.reader.skip();
            let at = g.reader.at;
            let name = g.marked()?;
            let wanted = Moment::wanted();
            Moment::named(name).ok_or_else(|| g.reader.wrong_at(at, wanted.zh, wanted.en))
        };
        if self.language() == Language::Zh {
            let from = moment(self)?;
            self.expect("后", "after")?;
            let days = self.number()?;
            self.expect("日", "days")?;
            return Ok(Measure::ReleaseAfter { days, from });
        }
        let days = self.number()?;
        self.expect("日", "days")?;
        self.expect("后", "after")?;
        Ok(Measure::ReleaseAfter { days, from: moment(self)? })
    }

    pub(super) fn escalate(&mut self) -> Result<Measure, Misread> {
        let Some(step) = self.examining() else {
            return self.wrong("「检验」、「查验」等步骤", "a step such as 'inspect' or 'verify'");
        };
        self.expect("其后", "the next")?;
        let lots = self.number()?;
        self.expect("批", "lots")?;
        self.expect("连续合格", "back after")?;
        let passes = self.number()?;
        self.expect("批", "passes")?;
        if self.language() == Language::Zh {
            self.expect("恢复", "")?;
        }
        Ok(Measure::Escalate { step, lots, passes })
    }
}
