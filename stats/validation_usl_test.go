package stats_test

import (
	"math"
	"testing"

	"runexp/stats"
)

// published is a data set with the coefficients that its source prints for a
// nonlinear least squares fit of the universal scalability law.
type published struct {
	name                 string
	source               string
	load, throughput     []float64
	lambda, sigma, kappa float64
}

// publishedSets are three that are printed with five digits or more. In the first
// the best Kappa is on its bound.
func publishedSets() []published {
	return []published{
		{
			name:   "raytracer",
			source: "N. J. Gunther, Guerrilla Capacity Planning, 2007 (BRL-CAD on an SGI Origin 2000); coefficients: vignette of the R package usl 3.0",
			load:   []float64{1, 4, 8, 12, 16, 20, 24, 28, 32, 48, 64}, throughput: []float64{20, 78, 130, 170, 190, 200, 210, 230, 260, 280, 310},
			lambda: 21.848843, sigma: 0.057771, kappa: 0,
		},
		{
			name:   "specsdm91",
			source: "SPEC SDM 91 (Sun SPARCcenter 2000, 1994), in N. J. Gunther, Guerrilla Capacity Planning, 2007; coefficients: read-me of the R package usl",
			load:   []float64{1, 18, 36, 72, 108, 144, 216}, throughput: []float64{64.9, 995.9, 1652.4, 1853.2, 1828.9, 1775.0, 1702.2},
			lambda: 89.9952330, sigma: 0.0277285, kappa: 0.0001044,
		},
		{
			name:   "32 threads",
			source: "B. Schwartz, Practical Scalability Analysis with the Universal Scalability Law, 2015",
			load: []float64{
				1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16,
				17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32,
			},
			throughput: []float64{
				955.16, 1878.91, 2688.01, 3548.68, 4315.54, 5130.43, 5931.37, 6531.08,
				7219.8, 7867.61, 8278.71, 8646.7, 9047.84, 9426.55, 9645.37, 9897.24,
				10097.6, 10240.5, 10532.39, 10798.52, 11151.43, 11518.63, 11806, 12089.37,
				12075.41, 12177.29, 12211.41, 12158.93, 12155.27, 12118.04, 12140.4, 12074.39,
			},
			lambda: 995.6486, sigma: 0.02671591, kappa: 7.690945e-4,
		},
	}
}

// levels returns one level with one block for each point.
func (p published) levels() []stats.Level {
	levels := make([]stats.Level, len(p.load))
	for i, load := range p.load {
		levels[i] = stats.Level{Load: load, Throughput: []float64{p.throughput[i]}}
	}
	return levels
}

// V11: the coefficients agree with those that were published.
func TestValidationV11PublishedCoefficients(t *testing.T) {
	const accepted = 0.001
	for _, p := range publishedSets() {
		f, err := stats.FitModel(stats.USL, p.levels(), stats.AbsoluteLoss)
		if err != nil {
			t.Fatalf("%s: %v", p.name, err)
		}
		worst := max(off(f.Lambda, p.lambda), off(f.Sigma, p.sigma), off(f.Kappa, p.kappa))
		t.Logf("V11 %s: lambda %.6g, sigma %.6g, kappa %.6g, off by %.4f %% at most (<= %.1f %%)",
			p.name, f.Lambda, f.Sigma, f.Kappa, 100*worst, 100*accepted)
		if worst > accepted {
			t.Errorf("V11 %s: want lambda %v, sigma %v, kappa %v (%s)", p.name, p.lambda, p.sigma, p.kappa, p.source)
		}
	}
}

// off is the relative difference of a coefficient, or how far it is from 0.
func off(got, want float64) float64 {
	if want == 0 {
		return math.Abs(got)
	}
	return math.Abs(got/want - 1)
}
