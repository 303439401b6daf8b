package dibs.house.offenders;

final class RandomInTheRules {
    double luck() {
        return Math.random();
    }
}
